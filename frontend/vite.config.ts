import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the server: `make dev` starts one on this port. */
const server = process.env.TRAVERSE_SERVER ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { proxy: { '/api': server, '/docs': server, '/openapi.json': server } },
  build: {
    target: 'es2023',
    // Small files become data: URLs otherwise, which the content security policy refuses for fonts.
    assetsInlineLimit: 0,
    manifest: true,
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'], restoreMocks: true },
});
