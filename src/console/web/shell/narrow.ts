// Reports if the rows of a table are shown as cards, for code that needs the height of a row.
import { type RefObject, useLayoutEffect, useState } from 'react';

/** As cards.module.css has it. */
const WIDEST = 700;

/** @param region the element with the class `region` of cards.module.css */
export function useIsNarrow(region: RefObject<HTMLElement | null>): boolean {
  const [isNarrow, setIsNarrow] = useState(false);
  useLayoutEffect(() => {
    const element = region.current;
    if (element === null) return undefined;
    const look = (): void => {
      setIsNarrow(element.clientWidth <= WIDEST);
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [region]);
  return isNarrow;
}
