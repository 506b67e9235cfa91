declare module 'virtual:leeway-operations' {
  /** `METHOD /path/{param}` by the operation's id. */
  export const operationPaths: Readonly<Record<string, string>>;
}
