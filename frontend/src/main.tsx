import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './routes/app';
import { startI18n } from './i18n';
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import './ui/global.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

void startI18n().then(() => {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
});
