declare module 'virtual:leeway-operations' {
  /** `METHOD /path/{param}` by the operation's id. */
  export const operationPaths: Readonly<Record<string, string>>;
}

declare module 'virtual:leeway-scopes' {
  /** What each scope is for, in words. */
  export const scopeWords: Readonly<Record<string, string>>;
}
