import { type PagingQuery, pageSizeDefault, pageSizeMax } from '@leeway/contract';

export interface PageAsked {
  readonly pageNumber: number;
  readonly pageSize: number;
  /** Rows before the page. */
  readonly offset: number;
}

/** The page a caller asks for: the first one by default, never more than `pageSizeMax` rows. */
export const pageAsked = ({ pageNumber = 1, pageSize = pageSizeDefault }: PagingQuery): PageAsked => {
  const rows = Math.min(pageSize, pageSizeMax);
  return { pageNumber, pageSize: rows, offset: (pageNumber - 1) * rows };
};

/** The reply of a list. `elementsTotal` counts the rows of all pages. */
export const pageReply = <Item>(page: PageAsked, items: Item[], elementsTotal: number) => ({
  items,
  pageSize: page.pageSize,
  pageNumber: page.pageNumber,
  elementsTotal,
});
