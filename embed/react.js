// Types only, see react.d.ts. This file exists so that bundlers can resolve the import.
export {};
