/** Jest runs the compiled ES modules, the same files that ship: `tsc --build` comes first. */
export default {
  testEnvironment: 'node',
  transform: {},
  testMatch: ['<rootDir>/dist/**/*.spec.js'],
};
