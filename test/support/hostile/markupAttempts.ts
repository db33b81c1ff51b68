/**
 * Tries, in the page it is evaluated in, all that makes markup or code of strings, and says what came of it. Of a page
 * that requires Trusted Types and allows no policy every answer is `refused`.
 */
export async function tryToMakeMarkup(): Promise<Record<string, string>> {
  // What a debugger evaluates may do more than the page: what a timer calls may not.
  await new Promise((resolve) => setTimeout(resolve));
  const harm = '<img src="x" onerror="window.hacked=1">';
  const place = document.createElement('div');
  const attempts: Record<string, () => unknown> = {
    innerHTML: () => (place.innerHTML = harm),
    outerHTML: () => {
      document.createElement('div').append(place);
      place.outerHTML = harm;
    },
    insertAdjacentHTML: () => place.insertAdjacentHTML('beforeend', harm),
    createContextualFragment: () => document.createRange().createContextualFragment(harm),
    parseFromString: () => new DOMParser().parseFromString(harm, 'text/html'),
    setHTMLUnsafe: () => place.setHTMLUnsafe(harm),
    srcdoc: () => (document.createElement('iframe').srcdoc = harm),
    'text of a script': () => (document.createElement('script').text = 'window.hacked=1'),
    'address of a script': () => (document.createElement('script').src = 'https://evil.example/a.js'),
    'event handler': () => place.setAttribute('onclick', 'window.hacked=1'),
    eval: () => Reflect.apply(Reflect.get(globalThis, 'eval'), undefined, ['window.hacked=1']),
    Function: () => Reflect.construct(Function, ['window.hacked=1']),
    'a policy': () => {
      const factory: unknown = Reflect.get(globalThis, 'trustedTypes');
      if (typeof factory !== 'object' || factory === null) return;
      const create: unknown = Reflect.get(factory, 'createPolicy');
      if (typeof create === 'function') create.call(factory, 'default', { createHTML: (text: string) => text });
    },
  };
  return Object.fromEntries(
    Object.entries(attempts).map(([name, attempt]) => {
      try {
        attempt();
        return [name, 'made'];
      } catch {
        return [name, 'refused'];
      }
    }),
  );
}
