// The drawings, computed: the sun of the Ngọc Lũ drum with its fourteen rays, rings of circles and teeth, and birds in flight.

const round = (n) => Number(n.toFixed(2));
const at = (radius, angle) => `${round(radius * Math.sin(angle))} ${round(-radius * Math.cos(angle))}`;

function star(rays, outer, inner) {
  const points = Array.from({ length: rays * 2 }, (_, i) => at(i % 2 ? inner : outer, (Math.PI * i) / rays));
  return `M${points.join('L')}z`;
}

function teeth(count, from, to) {
  const step = (2 * Math.PI) / count;
  return Array.from({ length: count }, (_, i) => `M${at(from, i * step)}L${at(to, (i + 0.5) * step)}L${at(from, (i + 1) * step)}`).join('');
}

function ringOf(count, id, half = 0) {
  return Array.from({ length: count }, (_, i) => `<use href="#${id}" transform="rotate(${round((360 * (i + half)) / count)})"/>`).join('');
}

/** The whole face of the drum in lines, for large and faint use on lacquer. */
export function drum(color = '#d9a93c') {
  // A bird flies to the right along its ring: long bill, crest, wing up, tail behind.
  const bird = 'M-26-157q9-3 16-3 5-7 12-8-2 5-3 8 5-1 8-4 2-2 5-1l14 1-13 3q-4 6-12 7-6 9-15 10 3-4 4-9-8 0-16 0z';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-250 -250 500 500" fill="none" stroke="${color}" stroke-width="1.6">
<defs><g id="o"><circle cy="-103" r="6.5"/><circle cy="-103" r="1.5" fill="${color}"/></g><g id="p"><circle cy="-205" r="6"/><circle cy="-205" r="1.4" fill="${color}"/></g><path id="b" d="${bird}" fill="${color}" stroke="none"/><path id="v" d="M0-42l-7-20h14zM0-50l-3-9h6z"/></defs>
<path d="${star(14, 74, 26)}" fill="${color}" stroke="none"/>${ringOf(14, 'v', 0.5)}
${[80, 92, 114, 120, 136, 182, 194, 216, 222, 236, 242].map((r) => `<circle r="${r}"/>`).join('')}
<path d="${teeth(56, 122, 134)}"/><path d="${teeth(84, 224, 234)}"/><path d="${teeth(72, 184, 192)}"/>
${ringOf(32, 'o')}${ringOf(60, 'p')}${ringOf(14, 'b')}
</svg>`;
}

/** The mark of the house: the sun in a ring, on lacquer. */
export function mark() {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 100 100"><circle r="50" fill="#6e1417"/><g fill="none" stroke="#d9a93c"><circle r="45.5" stroke-width="2.5"/><path stroke-width="1.8" d="${teeth(28, 41.5, 36)}"/><circle r="33.5" stroke-width="1.6"/></g><path fill="#e9c15a" d="${star(14, 31, 11)}"/></svg>`;
}

/** A band of the drum, to be repeated sideways: circles joined by tangents between two lines. */
export function band(color = '#d9a93c') {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="12" viewBox="0 0 24 12" fill="none" stroke="${color}"><path d="M0 .5h24M0 11.5h24"/><circle cx="6" cy="6" r="3"/><circle cx="6" cy="6" r=".8" fill="${color}" stroke="none"/><circle cx="18" cy="6" r="3"/><circle cx="18" cy="6" r=".8" fill="${color}" stroke="none"/><path d="m8.2 8.1 7.6-4.2M-3.8 8.1 3.8 3.9M20.2 8.1l7.6-4.2"/></svg>`;
}
