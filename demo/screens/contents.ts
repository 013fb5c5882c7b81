import { fileOf, schemes, widths } from './capture.ts';
import type { Screen } from './screens.ts';

/** The page that shows all pictures: a row a page. */
export function writeContents(screens: readonly Screen[]): string {
  const picture = ({ name, title }: Screen, width: number, scheme: string): string =>
    `<img src="${fileOf(name, width, scheme)}" alt="${title}, ${width} px, ${scheme}" width="${width === 360 ? 120 : 380}">`;
  const sections = screens.map((screen) => {
    const pictures = widths.flatMap((width) => schemes.map((scheme) => picture(screen, width, scheme)));
    return `## ${screen.title}\n\n${pictures.join('\n')}\n`;
  });
  const count = `${screens.length} pages and dialogs, ${screens.length * widths.length * schemes.length} pictures`;
  return `# What the console looks like\n\n${count}, taken by \`npm run screens\`, which plays the tour and then visits every page.\n\n${sections.join('\n')}`;
}
