import { createContext, useContext, useEffect } from 'react';

/** How a page tells the frame of its app what it shows. */
export const AppPart = createContext<(part: string | undefined) => void>(() => undefined);

/** What a page that is no tab of its own shows, for the title of the document: "Edit". */
export function useAppPart(part: string | undefined): void {
  const tell = useContext(AppPart);
  useEffect(() => {
    tell(part);
    return () => tell(undefined);
  }, [tell, part]);
}
