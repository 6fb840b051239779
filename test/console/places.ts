// Where things stand: what tests look at on a telephone, a tablet and two screens. Every dialog is whole in the window, nothing is cut off.
import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';

export const WIDTHS = [360, 768, 1024, 1440] as const;
const HEIGHT = 740;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

async function boxOf(element: Locator): Promise<Box> {
  const box = await element.boundingBox();
  if (box === null) throw new Error(`It is not drawn: ${String(element)}`);
  return box;
}

const isWithin = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** The open dialog is whole within the window and in its middle, and a click on each of its buttons meets it, at every width. */
export async function standsInTheWindow(page: Page, dialog: Locator): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    await dialog.waitFor();
    const box = await boxOf(dialog);
    expect({ width, isInside: isWithin(box, { x: 0, y: 0, width, height: HEIGHT }), box }).toMatchObject({ isInside: true });
    expect({ width, isInTheMiddle: Math.abs(box.x + box.width / 2 - width / 2) <= 10, box }).toMatchObject({ isInTheMiddle: true });
    for (const button of await dialog.getByRole('button').all()) {
      // Scrolls it into view and looks at what is there at its middle.
      if (await button.isEnabled()) await button.click({ trial: true, timeout: 5_000 });
      expect({ width, button: await button.innerText(), isInside: isWithin(await boxOf(button), box) }).toMatchObject({ isInside: true });
    }
  }
}

/** Each of them is drawn within the window from left to right, and shows its whole text or says by an ellipsis that it doesn't. */
export async function isWhole(page: Page, cells: Locator): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  for (const cell of await cells.all()) {
    // An empty cell of a card is not drawn.
    const box = await cell.boundingBox();
    if (box === null) continue;
    expect({ text: await cell.innerText(), isWhole: box.x >= 0 && box.x + box.width <= width }).toMatchObject({ isWhole: true });
  }
}
