import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app.ts';
import { appConfig } from './app/app.config.ts';

bootstrapApplication(App, appConfig).catch((fault: unknown) => {
  throw new Error('Starting the app failed; reload the page, and when that does not help, sign in again.', {
    cause: fault,
  });
});
