// The icons of the first page and of what every page may need; the others are in icons.ts.
import { icon } from './icon';

export const IconClose = /* @__PURE__ */ icon('M6 6l12 12M18 6L6 18');
export const IconCheck = /* @__PURE__ */ icon('M5 12.5l4.5 4.5L19 7.5');
export const IconRight = /* @__PURE__ */ icon('M9 6l6 6-6 6');
export const IconRefresh = /* @__PURE__ */ icon('M19.5 12a7.5 7.5 0 1 1-2.2-5.3', 'M19.5 4v4h-4');
export const IconAlert = /* @__PURE__ */ icon('M12 4l9 15.5H3z', 'M12 10v4.5M12 17h.01');
export const IconBlock = /* @__PURE__ */ icon(
  'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z',
  'M6.2 6.2l11.6 11.6',
);
export const IconInfo = /* @__PURE__ */ icon(
  'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z',
  'M12 11v5M12 8h.01',
);
export const IconEye = /* @__PURE__ */ icon(
  'M2.5 12c2.5-4.5 5.5-6.5 9.5-6.5s7 2 9.5 6.5c-2.5 4.5-5.5 6.5-9.5 6.5s-7-2-9.5-6.5z',
  'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
);
export const IconEyeOff = /* @__PURE__ */ icon(
  'M4 4l16 16',
  'M9.5 5.8A9 9 0 0 1 12 5.5c4 0 7 2 9.5 6.5a17 17 0 0 1-2.7 3.6M6.3 7.2A15 15 0 0 0 2.5 12c2.5 4.5 5.5 6.5 9.5 6.5 1.7 0 3.2-.4 4.6-1.1',
  'M9.9 9.9a3 3 0 0 0 4.2 4.2',
);
export const IconLock = /* @__PURE__ */ icon(
  'M5.5 10.5h13v9.5h-13z',
  'M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5M12 14v2.5',
);
export const IconCopy = /* @__PURE__ */ icon('M8.5 8.5h11v11h-11z', 'M15.5 8.5v-4h-11v11h4');
export const IconOffline = /* @__PURE__ */ icon(
  'M4 4l16 16',
  'M2.5 9.5A14 14 0 0 1 7 6.7M10.5 5.6A14 14 0 0 1 21.5 9.5M6 13a9 9 0 0 1 4-2.3M14.5 11a9 9 0 0 1 3.5 2M9.3 16.3a4 4 0 0 1 5.4 0M12 19.5h.01',
);
