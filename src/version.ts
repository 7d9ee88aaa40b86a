/** The version. A named import, so that the rest of package.json stays out of the Worker. */
export { version as VERSION } from "../package.json";
