import classes from './brand.module.css';

/** The name, which leads to the start page of the server. */
export function Brand() {
  return (
    <a href="/" className={classes['brand']}>
      <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#0b6b57" />
        <path d="M11 8v9a5.5 5.5 0 0 0 11 0v-1.5" className={classes['hook']} />
        <path d="m18 17.5 4-4 4 4" className={classes['hook']} />
        <circle cx="11" cy="8" r="2.6" fill="#8fe0c8" />
      </svg>
      <span>fieldhook</span>
    </a>
  );
}
