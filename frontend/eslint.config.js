import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    files: ["src/**/*.js"],
    languageOptions: { ecmaVersion: 2024, globals: globals.browser },
  },
  {
    files: ["tests/**/*.js", "tools/**/*.js", "*.config.js"],
    languageOptions: { ecmaVersion: 2024, globals: globals.node },
  },
  {
    rules: {
      complexity: ["error", 8],
      eqeqeq: "error",
      "max-depth": ["error", 2],
      "max-lines-per-function": ["error", { max: 40, skipComments: true }],
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["tools/**/*.js"],
    rules: { "no-console": "off" },
  },
];
