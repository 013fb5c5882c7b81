import { Outlet } from '@tanstack/react-router';
import { Brand } from '../shell/brand.tsx';
import { ColourSchemeMenu } from '../shell/colour-scheme-menu.tsx';
import classes from './sign-in-layout.module.css';

export function SignInLayout() {
  return (
    <div className={classes['page']}>
      <header className={classes['head']}>
        <Brand />
        <ColourSchemeMenu />
      </header>
      <main id="main" tabIndex={-1} className={classes['main']}>
        <Outlet />
      </main>
      <footer className={classes['foot']}>
        <a href="/docs">API reader</a>
        <a href="/events/catalogue">Event catalogue</a>
        <a href="/errors">Errors</a>
      </footer>
    </div>
  );
}
