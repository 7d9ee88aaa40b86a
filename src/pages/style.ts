import { STYLE_ARTICLE } from "./style-article.ts";
import { STYLE_BASE } from "./style-base.ts";
import { STYLE_BUILDER } from "./style-builder.ts";
import { STYLE_LISTS } from "./style-lists.ts";
import { STYLE_PARTS } from "./style-parts.ts";
import { STYLE_STATUS } from "./style-status.ts";

/** The stylesheet of all pages. */
export const STYLE = [STYLE_BASE, STYLE_PARTS, STYLE_ARTICLE, STYLE_BUILDER, STYLE_LISTS, STYLE_STATUS].join("");
