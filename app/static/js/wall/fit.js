/** Makes much fit on a wall without scrolling: sheets packed close, then smaller, then on pages that turn slowly. */

const STEPS = 7;
const WIDE = 2; // from this step on the board takes the whole width
const SHAPES = ["grid", "row"];
const PAGE = 15_000;

/** Is anything in this element cut off? */
export function cut(element) {
  return element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1;
}

/** Let the sheets of every flow within `field` lie close: each takes as many of the grid's low rows as it is high. */
function pack(field) {
  const flow = field.querySelector(".zone__flow");
  const loops = [...flow.querySelectorAll(":scope > [data-across]")];
  for (const loop of loops) loop.style.setProperty("--within", 1);
  const columns = getComputedStyle(flow).gridTemplateColumns.split(" ").length;
  for (const loop of loops) {
    loop.style.setProperty("--within", Math.min(columns, loop.dataset.across));
    lay(loop.querySelector(".pins"));
  }
  lay(flow);
}

function lay(flow) {
  const items = [...flow.children].filter((item) => !item.hidden);
  const shape = getComputedStyle(flow);
  const row = parseFloat(shape.gridAutoRows);
  const gap = parseFloat(shape.columnGap);
  for (const item of items) item.style.gridRowEnd = "auto";
  const heights = items.map((item) => item.offsetHeight + parseFloat(getComputedStyle(item).marginBlockStart));
  items.forEach((item, at) => { item.style.gridRowEnd = `span ${Math.ceil((heights[at] + gap) / row)}`; });
}

/** Share a row's width among fields by how much is in them, none too narrow. */
function share(board, fields, shape) {
  const counts = fields.map((field) => Number(field.dataset.count));
  const mean = counts.reduce((sum, n) => sum + n, 0) / fields.length || 1;
  const parts = counts.map((n) => `minmax(var(--field-w), ${Math.min(2, Math.max(0.5, n / mean)).toFixed(2)}fr)`);
  board.style.gridTemplateColumns = shape === "row" ? parts.join(" ") : "";
  board.dataset.shape = shape;
}

/**
 * Set the first density (0 the largest) at which none of the board's fields is cut off, its fields as a grid or, where
 * that leaves more room, all in one row; true if there is one.
 */
export function condense(body, board) {
  const fields = [...board.children];
  for (let step = 0; step < STEPS; step += 1) {
    body.dataset.density = step;
    body.toggleAttribute("data-wide", step >= WIDE);
    for (const shape of fields.length > 2 && fields.length < 7 ? SHAPES : SHAPES.slice(0, 1)) {
      share(board, fields, shape);
      fields.forEach(pack);
      if (!cut(board) && !fields.some(cut)) return true;
    }
  }
  return false;
}

/** Deal `items` of a field that is cut off into pages that fit, evenly; each gets the number of its page. Gives how many. */
export function deal(field, items) {
  const pages = dealt(field, items, items.length);
  const even = Math.ceil(items.length / pages);
  if (pages > 1 && dealt(field, items, even) > pages) dealt(field, items, items.length);
  show(field, items, 0);
  return pages;
}

function dealt(field, items, cap) {
  let page = 0;
  for (let from = 0; from < items.length; page += 1) {
    const few = most(field, items, from, cap);
    for (const item of items.slice(from, from + few)) item.dataset.page = page;
    from += few;
  }
  return page;
}

/** Show one page of what was dealt. */
export function show(field, items, page) {
  for (const item of items) item.hidden = Number(item.dataset.page) !== page;
  pack(field);
}

/** How many items from one on fit on a page; at least one, at most `cap`. */
function most(field, items, from, cap) {
  let few = 1;
  let many = Math.min(cap, items.length - from);
  while (few < many) {
    const middle = Math.ceil((few + many) / 2);
    items.forEach((item, at) => { item.hidden = at < from || at >= from + middle; });
    pack(field);
    if (cut(field)) many = middle - 1;
    else few = middle;
  }
  return few;
}

/** The page that is up at a moment. */
export function turned(pages, now) {
  return Math.floor(now / PAGE) % pages;
}
