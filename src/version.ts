/** The version of the program: as the name of a field alone, since all else of package.json is no business of the Worker. */
export { version as VERSION } from "../package.json";
