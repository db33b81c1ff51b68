// Renderers of Markdown as other pages use them, bundled into one script. Each is given what it shows its text in, and
// returns what shows the whole of a text that has grown. No colors and no diagrams: plugins of Streamdown's that are
// not there.
import MarkdownIt from 'markdown-it';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { Streamdown } from 'streamdown';

const remarkPlugins = [remarkGfm];

window.renderers = {
  'markdown-it'(target) {
    const markdownIt = new MarkdownIt({ linkify: true });
    return (text) => {
      target.innerHTML = markdownIt.render(text);
    };
  },
  'react-markdown'(target) {
    const root = createRoot(target);
    return (text) => root.render(createElement(Markdown, { remarkPlugins }, text));
  },
  streamdown(target) {
    const root = createRoot(target);
    return (text) => root.render(createElement(Streamdown, { mode: 'streaming', controls: false }, text));
  },
};
