export interface PanelPageOptions {
  /** Made anew for every page. */
  nonce: string;
  scriptUri: string;
  styleUri: string;
  /** A BCP 47 tag: the language of the page's words, and of its numbers. No language it is translated to runs from right to left. */
  language: string;
}

/** The page itself: everything it shows is built by its script from messages. */
export function toPageHtml({ nonce, scriptUri, styleUri, language }: PanelPageOptions): string {
  return `<!DOCTYPE html>
<html lang="${language}" dir="ltr">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${toContentSecurityPolicy(nonce)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Switchyard</title>
    <link nonce="${nonce}" rel="stylesheet" href="${styleUri}" />
  </head>
  <body>
    <main id="panel"></main>
    <script nonce="${nonce}" src="${scriptUri}"></script>
  </body>
</html>`;
}

/**
 * The page's policy: our one script and our one style sheet by their nonce, and nothing else from anywhere, not even from
 * where these come from: that is a name on the web. Strings never become markup or code: Trusted Types are required, and
 * no policy that could make them may exist.
 */
function toContentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
