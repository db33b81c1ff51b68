// Stands in the bundle for the `debug` package, which secretlint logs to: it would write to the standard error what it is
// asked to by the environment, and needs CommonJS.
// oxlint-disable-next-line import/no-default-export -- as the package's own
export default () => (): void => {};
