import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { linkTo } from '../../../api/call.ts';
import type { Reply } from '../../../api/wire.ts';
import { Page } from '../../../ui/page.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { ColumnsCard, columnsTried, isPlain } from './columns-card.tsx';
import { FileCard } from './file-card.tsx';
import { ResultCard } from './result-card.tsx';
import type { Columns } from './use-import.ts';

type Started = Reply<'importCustomers'>;

/** Customers from a file: first what would happen, then, when that is right, the import itself. */
const ImportPage = () => {
  const [{ import: importId }, change] = useUrlSearch();
  const [file, setFile] = useState<File | null>(null);
  const [started, setStarted] = useState<Started | null>(null);
  const [chosen, setChosen] = useState<Columns>({});
  const present = started?.id === importId ? started : null;
  const begin = (next: Started) => {
    setStarted(next);
    setChosen(columnsTried(next));
    change({ import: next.id, page: undefined });
  };
  const isTried = present?.columns.every(({ name, column }) => (chosen[name] ?? null) === column) ?? true;
  return (
    <Page
      title="Import customers"
      actions={
        <Button
          component="a"
          href={linkTo('getCustomerImportTemplate', {})}
          download
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          Template (CSV)
        </Button>
      }
    >
      <FileCard file={file} onFile={setFile} onStarted={begin} isShort={importId !== undefined} />
      {present?.dryRun && file && !isPlain(present) && (
        <ColumnsCard
          key={present.id}
          started={present}
          file={file}
          chosen={chosen}
          onChoose={setChosen}
          onStarted={begin}
        />
      )}
      {importId && (
        <ResultCard
          key={importId}
          importId={importId}
          file={present ? file : null}
          columns={isTried ? chosen : null}
          onStarted={begin}
        />
      )}
    </Page>
  );
};

export default ImportPage;
