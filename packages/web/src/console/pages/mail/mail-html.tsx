import { createElement, Fragment, type ReactNode, useMemo } from 'react';

/**
 * A mail in HTML, drawn with elements of this page: the policy of the console forbids styles in markup, and a mail's own
 * scripts, pictures and links have no business here.
 */

/** What mails are made of. Everything else is left out, its content is not. */
const known = new Set(
  'a b blockquote br center code div em h1 h2 h3 h4 hr i li ol p pre s small span strong sub sup table tbody td tfoot th thead tr u ul'.split(
    ' ',
  ),
);
const unseen = new Set([
  'head',
  'script',
  'style',
  'template',
  'noscript',
  'iframe',
  'object',
  'svg',
  'math',
]);
// Headings would stand in the outline of the console's page.
const instead: Readonly<Record<string, string>> = { a: 'span', h1: 'div', h2: 'div', h3: 'div', h4: 'div' };

const styleName = 'data-mail-style';

/** Styles under another name, so that the policy has nothing to say while the text is read. */
const withoutStyles = (html: string): string =>
  html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ` ${styleName}=`));

/** Of an element that is drawn, set by script: that is allowed. */
const styledBy = (style: string) => (element: HTMLElement | null) => {
  if (element) element.style.cssText = style;
};

const drawn = (node: Node, key: number): ReactNode => {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const element = node;
  const name = element.localName;
  if (unseen.has(name)) return null;
  if (name === 'img') return <span key={key}>{element.getAttribute('alt')}</span>;
  const children = [...element.childNodes].map(drawn);
  const style = element.getAttribute(styleName) ?? '';
  if (name === 'body') {
    return (
      <div key={key} ref={styledBy(style)}>
        {children}
      </div>
    );
  }
  if (!known.has(name)) return <Fragment key={key}>{children}</Fragment>;
  const shown = name === 'a' ? `text-decoration:underline;${style}` : style;
  const href = element.getAttribute('href');
  const props = { key, ref: styledBy(shown), ...(href ? { title: href } : {}) };
  return name === 'br' || name === 'hr'
    ? createElement(name, { key })
    : createElement(instead[name] ?? name, props, ...children);
};

export const MailHtml = ({ html }: { readonly html: string }) =>
  useMemo(() => {
    const { body } = new DOMParser().parseFromString(withoutStyles(html), 'text/html');
    return drawn(body, 0);
  }, [html]);
