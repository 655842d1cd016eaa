// The colours of the house: lacquer red and bronze gold for what is official, indigo (chàm) for what can be pressed.
// [light, dark]; build.mjs writes them as custom properties, palette.test.mjs holds the contrast of the pairs used together.

export const palette = {
  paper: ['#faf7f2', '#171311'], // the page
  surface: ['#ffffff', '#201b18'], // what lies on it: tables, cards, fields
  sunken: ['#f2ece3', '#2a2420'], // heads of tables, code, keys
  ink: ['#1f1915', '#f1eae2'],
  soft: ['#5b5049', '#bbaea4'], // hints, second lines
  line: ['#ddd3c6', '#3d352f'], // between things
  edge: ['#85786c', '#8f8378'], // around what can be filled in
  link: ['#1d4a8c', '#9cbdf5'], // chàm
  'link-strong': ['#123466', '#c5d9fb'],
  action: ['#1d4a8c', '#3c6cae'],
  'on-action': ['#ffffff', '#ffffff'],
  lacquer: ['#6e1417', '#4a0f12'],
  'lacquer-deep': ['#520d10', '#330a0c'],
  'on-lacquer': ['#fdf6ea', '#f8ecdc'],
  gold: ['#d9a93c', '#d9a93c'], // on lacquer, and thin lines
  brand: ['#8f1a1d', '#f0a59c'], // lacquer as ink
  focus: ['#ffd23f', '#ffd23f'],
  'on-focus': ['#1f1915', '#1f1915'],
  info: ['#1d4a8c', '#9cbdf5'],
  'info-back': ['#e6eef9', '#1c2a40'],
  good: ['#1c6142', '#86d3ab'],
  'good-back': ['#e2f2e9', '#16301f'],
  warn: ['#7d4d00', '#f1c262'],
  'warn-back': ['#fdf0d2', '#3a2a0b'],
  bad: ['#a3161a', '#ff9e94'],
  'bad-back': ['#fce6e3', '#431715'],
  danger: ['#a3161a', '#b3282a'],
  wait: ['#57418a', '#c6b4f0'],
  'wait-back': ['#eeeaf8', '#2b2340'],
};

/** Written over and under: [ink, ground, least contrast] (WCAG 2.2 AA: 4.5 for text, 3 for edges and drawings). */
export const pairs = [
  ['ink', 'paper', 7], ['ink', 'surface', 7], ['ink', 'sunken', 7],
  ['soft', 'paper', 4.5], ['soft', 'surface', 4.5], ['soft', 'sunken', 4.5],
  ['link', 'paper', 4.5], ['link', 'surface', 4.5], ['link', 'sunken', 4.5], ['link-strong', 'sunken', 4.5], ['link-strong', 'paper', 4.5],
  ['edge', 'surface', 3], ['edge', 'paper', 3],
  ['on-action', 'action', 4.5], ['on-action', 'danger', 4.5],
  ['on-lacquer', 'lacquer', 7], ['on-lacquer', 'lacquer-deep', 7], ['gold', 'lacquer', 4.5], ['gold', 'lacquer-deep', 4.5],
  ['brand', 'paper', 4.5], ['brand', 'surface', 4.5], ['brand', 'sunken', 4.5],
  ['on-focus', 'focus', 7],
  ...['info', 'good', 'warn', 'bad', 'wait'].flatMap((tone) => [
    [tone, `${tone}-back`, 4.5], [tone, 'paper', 4.5], [tone, 'surface', 4.5], ['ink', `${tone}-back`, 7], ['link', `${tone}-back`, 4.5],
  ]),
  ['soft', 'info-back', 4.5], ['soft', 'wait-back', 4.5],
  ['action', 'surface', 3], ['gold', 'lacquer', 3],
];

export function contrast(a, b) {
  const luminance = (hex) => {
    const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255);
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** The custom properties of both themes. Paper is always light. */
export function css() {
  const block = (i) => Object.entries(palette).map(([name, colors]) => `--${name}: ${colors[i]};`).join(' ');
  return `:root { color-scheme: light; ${block(0)} }
@media screen and (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { color-scheme: dark; ${block(1)} } }
@media screen { :root[data-theme="dark"] { color-scheme: dark; ${block(1)} } }
`;
}
