import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { linkTo } from '../../../api/call.ts';
import { Page } from '../../../ui/page.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { FileCard } from './file-card.tsx';
import { ResultCard } from './result-card.tsx';

/** Customers from a file: first what would happen, then, when that is right, the import itself. */
const ImportPage = () => {
  const [{ import: importId }, change] = useUrlSearch();
  const [file, setFile] = useState<File | null>(null);
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
      <FileCard
        file={file}
        onFile={setFile}
        onStarted={(id) => change({ import: id, page: undefined })}
        isShort={importId !== undefined}
      />
      {importId && (
        <ResultCard
          key={importId}
          importId={importId}
          file={file}
          onStarted={(id) => change({ import: id, page: undefined })}
        />
      )}
    </Page>
  );
};

export default ImportPage;
