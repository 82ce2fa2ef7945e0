// Only types: see react.d.ts. A bundler that follows their import finds this.
export {};
