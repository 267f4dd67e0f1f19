// The mark on the simulator's video: the word SIMULATED and some small lines, on a plate that is legible over anything.
import { surface } from "./picture.js";

const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

const WORD = { text: "SIMULATED", size: 20, weight: 700, spacing: 2.4, colour: "#fff" };
const LINE = { size: 14, weight: 500, spacing: 0.2, colour: "#d7e0dd" };

// In pixels of a frame, which has as many in every ratio.
const MARGIN = 16;
const INSET = { across: 13, down: 9 };
const ROUND = 9;
const LEADING = 1.4;

/**
 * @param {string[]} lines
 * @param {number} width the frame's
 */
export function badgeOf(lines, width) {
  const { context: ruler } = surface(1, 1);
  const room = width - 2 * (MARGIN + INSET.across);
  const rows = [WORD, ...lines.map((text) => ({ ...LINE, text }))].map((row) => {
    usePen(ruler, row);
    const text = shortened(ruler, row.text, room);
    return { ...row, text, width: ruler.measureText(text).width, height: row.size * LEADING };
  });
  const widest = Math.max(...rows.map((row) => row.width));
  const height = rows.reduce((sum, row) => sum + row.height, 2 * INSET.down);

  const { canvas, context } = surface(Math.ceil(widest + 2 * INSET.across), Math.ceil(height));
  context.fillStyle = "rgb(8 12 11 / 80%)";
  context.beginPath();
  context.roundRect(0, 0, canvas.width, canvas.height, ROUND);
  context.fill();
  context.textBaseline = "middle";
  let y = INSET.down;
  for (const row of rows) {
    usePen(context, row);
    context.fillText(row.text, INSET.across, y + row.height / 2);
    y += row.height;
  }
  return { canvas, x: MARGIN, y: MARGIN };
}

/**
 * @param {import("./picture.js").Context} context
 * @param {Omit<typeof WORD, "text">} row
 */
function usePen(context, { size, weight, spacing, colour }) {
  context.font = `${weight} ${size}px ${FAMILY}`;
  context.letterSpacing = `${spacing}px`;
  context.fillStyle = colour;
}

/**
 * The text, or as much of it as there is room for.
 * @param {import("./picture.js").Context} context
 * @param {string} text
 * @param {number} room
 */
function shortened(context, text, room) {
  const letters = [...text];
  let shown = text;
  while (letters.length > 0 && context.measureText(shown).width > room) {
    letters.pop();
    shown = `${letters.join("").trimEnd()}…`;
  }
  return shown;
}
