// HTML of Lezer's syntax tree, which has no renderer of its own: references, tight lists and the indentation of code
// are worked out here. It is ours, so a fault of it counts against Lezer.
import { decodeString } from 'micromark-util-decode-string';
import { normalizeIdentifier } from 'micromark-util-normalize-identifier';
import { normalizeUri } from 'micromark-util-sanitize-uri';

const marks = new Set(['QuoteMark', 'ListMark', 'HeaderMark', 'EmphasisMark', 'StrikethroughMark', 'TaskMarker']);

const escape = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export function lezerToHtml(tree, text) {
  return new Writer(tree, text).html;
}

class Writer {
  html;
  #text;
  #references = new Map();

  constructor(tree, text) {
    this.#text = text;
    this.#readReferences(tree.topNode);
    this.html = this.#blocks(tree.topNode, false);
  }

  #readReferences(node) {
    for (const child of children(node)) {
      if (child.name !== 'LinkReference') this.#readReferences(child);
      else {
        const label = normalizeIdentifier(this.#of(child.getChild('LinkLabel')).slice(1, -1));
        if (!this.#references.has(label)) this.#references.set(label, this.#target(child));
      }
    }
  }

  #target(node) {
    const url = node.getChild('URL');
    const title = node.getChild('LinkTitle');
    const address = url ? this.#of(url).replace(/^<([\s\S]*)>$/, '$1') : '';
    const titleText = title && decodeString(unquote(this.#of(title).slice(1, -1)));
    return { href: normalizeUri(decodeString(address)), title: titleText };
  }

  #of({ from, to }) {
    return this.#text.slice(from, to);
  }

  #blocks(parent, isTight) {
    return children(parent)
      .map((node) => this.#block(node, isTight))
      .join('');
  }

  #block(node, isTight) {
    const { name } = node;
    const heading = /^(?:ATX|Setext)Heading(\d)$/.exec(name)?.[1];
    if (heading) return `<h${heading}>${this.#leaf(node)}</h${heading}>`;
    switch (name) {
      case 'Paragraph':
      case 'Task': {
        const box = node.getChild('TaskMarker');
        const mark = box ? `<input${/x/i.test(this.#of(box)) ? ' checked=""' : ''} disabled="" type="checkbox"> ` : '';
        return isTight ? mark + this.#leaf(node) : `<p>${mark}${this.#leaf(node)}</p>`;
      }
      case 'Blockquote':
        return `<blockquote>${this.#blocks(node, false)}</blockquote>`;
      case 'HorizontalRule':
        return '<hr>';
      case 'BulletList':
      case 'OrderedList':
        return this.#list(node);
      case 'CodeBlock':
      case 'FencedCode':
        return this.#code(node);
      case 'Table':
        return this.#table(node);
      case 'HTMLBlock':
      case 'CommentBlock':
      case 'ProcessingInstructionBlock':
        return this.#of(node);
      default:
        return '';
    }
  }

  #list(node) {
    const items = node.getChildren('ListItem');
    const isLoose = this.#isParted(items) || items.some((item) => this.#isParted(children(item).filter(isContent)));
    const body = items.map((item) => `<li>${this.#blocks(item, !isLoose)}</li>`).join('');
    if (node.name === 'BulletList') return `<ul>${body}</ul>`;
    const start = Number.parseInt(this.#of(items[0].getChild('ListMark')), 10);
    return `<ol${start === 1 ? '' : ` start="${start}"`}>${body}</ol>`;
  }

  /** Returns whether there is an empty line between two of the nodes. */
  #isParted(nodes) {
    return nodes.some(({ to }, index) => {
      const next = nodes[index + 1];
      return next && /\n[ \t>]*\n/.test(this.#text.slice(to, next.from));
    });
  }

  #code(node) {
    const info = node.getChild('CodeInfo');
    const indentation = node.name === 'FencedCode' ? this.#indentation(node) : 0;
    const lines = node.getChildren('CodeText').map((part) => this.#of(part));
    let code = lines.join('');
    if (indentation > 0) code = code.replaceAll(new RegExp(`^ {1,${indentation}}`, 'gm'), '');
    if (node.name === 'CodeBlock') code = code.replace(/^(?:[ \t]*\n)+/, '').replace(/(?:\n[ \t]*)+$/, '');
    const language = info && decodeString(this.#of(info)).split(/\s/)[0];
    // Without its end a fence has the last line end in it.
    const end = lines.length === 0 || (code.endsWith('\n') && node.getChildren('CodeMark').length < 2) ? '' : '\n';
    return `<pre><code${language ? ` class="language-${escape(language)}"` : ''}>${escape(code)}${end}</code></pre>`;
  }

  /** Counts the spaces before a fence that are not those of the item around it. */
  #indentation({ from, parent }) {
    const before = /[^\n]*$/.exec(this.#text.slice(0, from))[0];
    const spaces = /( *)$/.exec(before)[1].length;
    if (spaces < before.length) return before.endsWith('> ') || /[-+*.)]\s+$/.test(before) ? 0 : spaces;
    if (parent.name !== 'ListItem') return spaces;
    const mark = parent.getChild('ListMark');
    const first = children(parent).find(isContent);
    const column = first.from - (this.#text.lastIndexOf('\n', mark.from - 1) + 1);
    return first.from === from ? 0 : Math.max(0, spaces - column);
  }

  #table(node) {
    const columns = this.#of(node.getChild('TableDelimiter'))
      .replaceAll(/^\s*\||\|\s*$/g, '')
      .split('|');
    const align = columns.map((cell) => {
      const trimmed = cell.trim();
      const [isLeft, isRight] = [trimmed.startsWith(':'), trimmed.endsWith(':')];
      const side = isLeft && isRight ? 'center' : isLeft ? 'left' : isRight ? 'right' : undefined;
      return side ? ` align="${side}"` : '';
    });
    const row = (name, each) =>
      `<tr>${each
        .getChildren('TableCell')
        .map((cell, index) => `<${name}${align[index] ?? ''}>${this.#leaf(cell)}</${name}>`)
        .join('')}</tr>`;
    const rows = node.getChildren('TableRow').map((each) => row('td', each));
    const body = rows.length > 0 ? `<tbody>${rows.join('')}</tbody>` : '';
    return `<table><thead>${row('th', node.getChild('TableHeader'))}</thead>${body}</table>`;
  }

  #leaf(node) {
    return this.#inline(node, node.from, node.to).trim();
  }

  #inline(node, from, to) {
    let html = '';
    let position = from;
    for (const child of children(node)) {
      if (child.from < from || child.to > to) continue;
      html += this.#plain(position, child.from) + this.#span(child);
      position = child.to;
    }
    html += this.#plain(position, to);
    return html.replaceAll(/[ \t]*\n[ \t]*/g, '\n');
  }

  #plain(from, to) {
    return escape(this.#text.slice(from, to));
  }

  #span(node) {
    const { name } = node;
    switch (name) {
      case 'Emphasis':
        return `<em>${this.#inline(node, node.from, node.to)}</em>`;
      case 'StrongEmphasis':
        return `<strong>${this.#inline(node, node.from, node.to)}</strong>`;
      case 'Strikethrough':
        return `<del>${this.#inline(node, node.from, node.to)}</del>`;
      case 'InlineCode': {
        const [open, close] = node.getChildren('CodeMark');
        const code = unquote(this.#text.slice(open.to, close.from)).replaceAll(/\n[ \t]*/g, ' ');
        return `<code>${escape(/^ .*[^ ].* $/.test(code) ? code.slice(1, -1) : code)}</code>`;
      }
      case 'Escape':
      case 'Entity':
        return escape(decodeString(this.#of(node)));
      case 'HardBreak':
        return '<br>\n';
      case 'Autolink':
      case 'URL':
        return this.#address(this.#of(node).replace(/^<(.*)>$/, '$1'));
      case 'Link':
        return this.#link(node);
      default:
        return marks.has(name) || name === 'LinkMark' ? '' : escape(this.#of(node));
    }
  }

  #address(address) {
    const isMail = !/^[a-z][a-z0-9+.-]+:/i.test(address) && address.includes('@');
    const prefix = isMail ? 'mailto:' : address.startsWith('www.') ? 'http://' : '';
    return `<a href="${escape(normalizeUri(prefix + address))}">${escape(address)}</a>`;
  }

  #link(node) {
    const brackets = node.getChildren('LinkMark');
    const [open, close, parenthesis] = brackets;
    const label = node.getChild('LinkLabel');
    const text = this.#text.slice(open.to, close.from);
    const name = label && this.#of(label) !== '[]' ? this.#of(label).slice(1, -1) : text;
    const target = parenthesis ? this.#target(node) : this.#references.get(normalizeIdentifier(unquote(name)));
    const content = this.#inline(node, open.to, close.from);
    if (!target) return `[${content}]${label ? escape(decodeString(this.#of(label))) : ''}`;
    const title = target.title === null || target.title === undefined ? '' : ` title="${escape(target.title)}"`;
    return `<a href="${escape(target.href)}"${title}>${content}</a>`;
  }
}

function isContent({ name }) {
  return !marks.has(name);
}

/** Leaves out the marks of a quotation at the start of a line. */
function unquote(text) {
  return text.replaceAll(/\n[ \t]*>[ \t>]*/g, '\n');
}

function children(node) {
  const result = [];
  for (let child = node.firstChild; child; child = child.nextSibling) result.push(child);
  return result;
}
