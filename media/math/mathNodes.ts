/** A node of the tree that the math library makes: an element of MathML, a piece of text, or a group without an element. */
export interface MathTree {
  type?: unknown;
  text?: unknown;
  attributes?: Record<string, unknown>;
  classes?: unknown;
  style?: Record<string, unknown>;
  children?: readonly MathTree[];
}

/** Error that a tree is larger or deeper than the page shows. */
export class MathSizeError extends Error {}

/** The most elements of a formula. A page that a formula of 2,000 is added to lays it out within a frame or two. */
const maxElements = 2_000;

/** The deepest nesting of elements: layout of MathML is recursive. */
const maxDepth = 100;

const namespace = 'http://www.w3.org/1998/Math/MathML';

/** Presentation MathML, without anything that loads, links or runs. */
const elements = new Set(
  (
    'math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub ' +
    'msubsup msup mtable mtd mtext mtr munder munderover none'
  ).split(' '),
);

const attributes = new Set(
  (
    'accent accentunder columnspan display displaystyle fence form largeop mathvariant ' +
    'movablelimits notation rowspan scriptlevel separator stretchy symmetric'
  ).split(' '),
);

/** A name of a color, or `#` with digits. */
const colorPattern = /^[\w#]+$/;

/** Properties that the library sets, and what each may hold: nothing that loads and nothing that leaves the formula. */
const properties: Readonly<Record<string, RegExp>> = {
  border: /^[\w.# ]+$/,
  borderBottom: /^[\w. ]+$/,
  borderLeft: /^[\w. ]+$/,
  borderRight: /^[\w. ]+$/,
  borderTop: /^[\w. ]+$/,
  bottom: /^0$/,
  color: colorPattern,
  display: /^(block math|flex)$/,
  fontFamily: /^Cambria, 'Times New Roman', serif$/,
  fontStyle: /^italic$/,
  fontWeight: /^bold$/,
  height: /^[\d.]+em$/,
  justifyContent: /^center$/,
  left: /^0\.1em$/,
  marginLeft: /^-?[\d.]+(em|ex|pt)$/,
  mathDepth: /^\d$/,
  padding: /^[\w. ]+$/,
  paddingBottom: /^[\w.]+$/,
  paddingLeft: /^[\w.]+$/,
  paddingRight: /^[\w.]+$/,
  paddingTop: /^[\w.]+$/,
  position: /^(absolute|relative)$/,
  right: /^0$/,
  textAlign: /^(left|right|center)$/,
  transform: /^scaleX\(-1\)$/,
  width: /^[\d.]+(em|%)$/,
};

/** Classes of the library's style sheet, as far as `math.css` knows them. No other class reaches the page. */
const classPattern =
  /^(tml|chr|wbk)-[\w-]+$|^(upstrike|downstrike|sout|menclose|mathcal|mathscr|textcircle|circle-pad)$/;

/** Attributes that are measures. */
const measures = new Set('depth height linethickness lspace mathsize maxsize minsize rspace voffset width'.split(' '));

/** The largest measure by unit, in either direction. One in another unit is left out. */
const largest: Readonly<Record<string, number>> = { '': 2, em: 20, ex: 40, pt: 200, px: 270, '%': 100 };

/**
 * Makes nodes for a tree. Of elements, attributes, classes and properties only those that are known to be harmless are
 * taken over; of an element that is not, its content is. Properties are set by CSSOM, which the page's policy allows.
 *
 * @throws MathSizeError for a tree that is too large
 */
export function toMathNodes(tree: MathTree): Node[] {
  let count = 0;

  function append(node: MathTree, parent: Node, depth: number): void {
    if (typeof node.text === 'string') {
      parent.appendChild(new Text(node.text));
      return;
    }
    const isElement = typeof node.type === 'string' && elements.has(node.type);
    count += 1;
    if (count > maxElements || depth > maxDepth) throw new MathSizeError();
    const target = isElement ? toElement(String(node.type), node) : parent;
    for (const child of node.children ?? []) append(child, target, depth + 1);
    if (target !== parent) parent.appendChild(target);
  }

  const fragment = document.createDocumentFragment();
  append(tree, fragment, 0);
  return [...fragment.childNodes];
}

function toElement(name: string, { attributes: given = {}, classes, style = {} }: MathTree): MathMLElement {
  const made = document.createElementNS(namespace, name);
  if (!(made instanceof MathMLElement)) throw new TypeError(`no element of MathML: ${name}`);
  for (const [attribute, value] of Object.entries(given)) {
    if (measures.has(attribute)) made.setAttribute(attribute, limitMeasures(String(value)));
    else if (attributes.has(attribute)) made.setAttribute(attribute, String(value));
    else if (attribute === 'mathcolor') setProperties(made, [['color', value]]);
    // The library draws rules in black, whatever the theme.
    else if (attribute === 'mathbackground') setBackground(made, name === 'mspace' ? 'currentcolor' : String(value));
    // The library writes these few as an attribute, which the policy blocks.
    else if (attribute === 'style') setProperties(made, parseStyle(String(value)));
  }
  const names = Array.isArray(classes) ? classes.map(String).filter((each) => classPattern.test(each)) : [];
  if (names.length > 0) made.classList.add(...names);
  setProperties(made, Object.entries(style));
  return made;
}

function setProperties(target: MathMLElement, style: Iterable<[name: string, value: unknown]>): void {
  for (const [name, value] of style) {
    const property = name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const css = property.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (Object.hasOwn(properties, property) && properties[property]?.test(String(value))) {
      target.style.setProperty(css, property === 'color' ? toReadable(String(value)) : limitMeasures(String(value)));
    }
  }
}

/** Mixes a color with the theme's: blue can be read on black then, and yellow on white. */
function toReadable(color: string): string {
  return `color-mix(in srgb, ${color} 60%, var(--vscode-foreground))`;
}

function setBackground(target: MathMLElement, color: string): void {
  if (color === 'currentcolor') target.style.setProperty('background-color', color);
  else if (colorPattern.test(color)) {
    target.style.setProperty('background-color', `color-mix(in srgb, ${color} 30%, transparent)`);
  }
}

/** Reduces each measure in a value to the largest of its unit. */
function limitMeasures(value: string): string {
  return value.replaceAll(/(?<![\w#.])([+-]?[\d.]+)([a-z%]*)/g, (_, amount: string, unit: string) => {
    const most = largest[unit] ?? 0;
    return `${Math.max(-most, Math.min(most, Number(amount) || 0))}${unit}`;
  });
}

function parseStyle(text: string): [name: string, value: string][] {
  return text.split(';').flatMap((each) => {
    const colon = each.indexOf(':');
    return colon === -1 ? [] : [[each.slice(0, colon).trim(), each.slice(colon + 1).trim()] satisfies [string, string]];
  });
}
