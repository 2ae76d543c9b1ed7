// How the pages are built: hashed files, nothing inline, so that the strict content policy holds.
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

// What nearly every page behind the sign-in shows comes as one file: sixty small ones would wait for
// each other on a slow line. What the sign-in page itself needs comes before, apart from it.
const KIT = new RegExp(
  [
    '/src/ui/(actions|commands|icons|rights|table|url)\\.ts',
    '/src/ui/(ActionBar|Checkbox|Chips|Combobox|DataTable|Dialog|EmptyState|ErrorState)\\.vue',
    '/src/ui/(FilterBar|IconButton|Menu|PageHeader|Pager|QueryArea|SearchBox|Select)\\.vue',
    '/src/ui/(Skeleton|StatusTag|Tabs|Tooltip)\\.vue',
    '/src/ui/styles/table\\.css',
    '/src/api/(ask|live|names)\\.ts',
    '/src/base/(date|money|number|show)\\.ts',
    '/node_modules/(reka-ui|@floating-ui|@vueuse|aria-hidden)/',
  ].join('|'),
);

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@': here('./src') } },
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    target: ['chrome109', 'safari16.4', 'firefox115'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: { index: here('./index.html') },
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: 'kit', test: KIT }],
        },
      },
    },
  },
  server: { proxy: { '/api': process.env.MINGLI_URL ?? 'http://127.0.0.1:8420' } },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts', 'check/*.test.ts'] },
});
