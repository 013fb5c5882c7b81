import { Card } from '../../ui/card.tsx';
import classes from './card-list.module.css';

const mistakes: readonly (readonly [string, string])[] = [
  ['Verifying parsed JSON', 'Take the bytes before any middleware parses them.'],
  ['Comparing with ==', 'Compare in constant time, or the signature can be guessed byte by byte.'],
  ['Decoding no key, or every key', 'Only whsec_ and valid base64 is decoded.'],
  ['Taking the list for one signature', 'During a rotation there are two: split at the spaces.'],
  ['A clock that is wrong', 'Minutes off, and every timestamp is refused. Use NTP.'],
  ['Working before answering', 'Answer 2xx first; after 15 seconds the attempt has failed and comes again.'],
  ['Working twice', 'Keep userassignedid and skip what you have seen. Duplicates are possible.'],
];

/** What goes wrong most often. */
export function MistakesCard() {
  return (
    <Card title="Common mistakes">
      <ul className={classes['list']}>
        {mistakes.map(([mistake, instead]) => (
          <li key={mistake}>
            <strong>{mistake}</strong>
            {instead}
          </li>
        ))}
      </ul>
    </Card>
  );
}
