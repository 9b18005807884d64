// How Chromium is started here.
export const launchOptions = {
  executablePath: process.env.CHROMIUM ?? 'chromium',
  args: [
    // As root, in containers above all, there is no user namespace for Chromium's own sandbox.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
