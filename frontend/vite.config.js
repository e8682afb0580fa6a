import { defineConfig } from "vite";

const port = Number(process.env.VITE_PORT ?? 5173);

export default defineConfig({
  base: "/static/palaver/",
  plugins: [woff2Only()],
  server: { host: "127.0.0.1", port, strictPort: true, origin: `http://127.0.0.1:${port}` },
  build: {
    outDir: "../palaver/web/static/palaver",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: "src/main.js", diagram: "src/diagram/main.js" },
    },
  },
});

// KaTeX names three formats of each font; every browser that runs this page reads woff2.
function woff2Only() {
  return {
    name: "woff2-only",
    enforce: "pre",
    transform(source, id) {
      if (!id.endsWith("katex.min.css")) return null;
      return source.replace(/,\s*url\([^)]+\)\s*format\("(woff|truetype)"\)/g, "");
    },
  };
}
