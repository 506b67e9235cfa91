import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { notifyProblem } from '../../../ui/notify.ts';
import { notifyUndo } from '../../../ui/notify-undo.tsx';
import { Page } from '../../../ui/page.tsx';
import { type Kind, kindTexts } from './kinds.ts';
import { TemplateForm } from './template-form.tsx';

type Template = Reply<'getMailTemplate'>;

/** Gives up the account's own words; they can be taken back for a while. */
const GoBack = ({ template: { kind, subject, text, html } }: { readonly template: Template }) => {
  const { mutateAsync: remove, isPending } = useChange('deleteMailTemplate');
  const { mutateAsync: update } = useChange('updateMailTemplate');
  const goBack = () =>
    remove({ params: { kind } }).then(
      () =>
        notifyUndo('The mail says again what the product brings.', () =>
          update({ params: { kind }, body: { subject, text, html } }),
        ),
      notifyProblem,
    );
  return (
    <Button variant="default" loading={isPending} onClick={goBack}>
      Back to the words as delivered
    </Button>
  );
};

const TemplatePage = () => {
  const { kind } = useParams({ strict: false }) as { kind: Kind };
  const query = useApi('getMailTemplate', { params: { kind } });
  const { data } = query;
  return (
    <Page
      title={kindTexts[kind] ?? 'Mail'}
      subtitle={data?.description}
      actions={
        <>
          {data?.isCustom && <GoBack template={data} />}
          <Button variant="default" component={Link} to="/mail">
            All mails
          </Button>
        </>
      }
    >
      <Loaded query={query}>
        {(template) => (
          // Its words may come anew: taken back, or changed by somebody else.
          <TemplateForm key={`${template.kind} ${template.updatedAt}`} template={template} />
        )}
      </Loaded>
    </Page>
  );
};

export default TemplatePage;
