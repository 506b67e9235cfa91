import { NativeSelect } from '@mantine/core';
import { type Language, languages } from '../../texts/languages.ts';
import { useSpeech } from '../../texts/use-texts.tsx';

/** For who cannot read the language the browser asked for. */
export const LanguageSwitch = () => {
  const { language, texts, speak } = useSpeech();
  return (
    <NativeSelect
      size="xs"
      variant="default"
      aria-label={texts.shell.language}
      value={language}
      onChange={({ currentTarget }) => speak(currentTarget.value as Language)}
      data={Object.entries(languages).map(([value, { name }]) => ({ value, label: name }))}
    />
  );
};
