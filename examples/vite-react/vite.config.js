import { defineConfig } from "vite";

// Vite itself reads JSX; with @vitejs/plugin-react beside it, edits also show without a reload.
export default defineConfig({ oxc: { jsx: { runtime: "automatic" } } });
