// Whether the rows of a table are cards, for who has to know how high they are.
import { type RefObject, useLayoutEffect, useState } from 'react';

/** As cards.module.css has it. */
const WIDEST = 700;

/** @param region what has the class `region` of cards.module.css */
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
