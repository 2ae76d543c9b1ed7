// All icons of ours.
import { icon } from './icon';

export type { Icon } from './icon';
export * from './icons-first';

export const IconHome = /* @__PURE__ */ icon(
  'M4 11.2 12 4.5l8 6.7',
  'M6 9.8V19.5h12V9.8',
  'M10 19.5v-5h4v5',
);
export const IconInbox = /* @__PURE__ */ icon(
  'M4 13.5 6.5 5.5h11l2.5 8v5H4z',
  'M4 13.5h5a3 3 0 0 0 6 0h5',
);
export const IconRequest = /* @__PURE__ */ icon(
  'M6.5 3.5h7.5l4 4v13h-11.5z',
  'M13.5 3.5v4.5H18',
  'M9.5 12.5h5.5M9.5 16h5.5',
);
export const IconList = /* @__PURE__ */ icon(
  'M8.5 6.5h11M8.5 12h11M8.5 17.5h11',
  'M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01',
);
export const IconPlus = /* @__PURE__ */ icon('M12 5v14M5 12h14');
export const IconMinus = /* @__PURE__ */ icon('M5 12h14');
export const IconCalendar = /* @__PURE__ */ icon(
  'M4.5 6.5h15v13h-15z',
  'M4.5 10.5h15M8.5 4v4M15.5 4v4',
);
export const IconBook = /* @__PURE__ */ icon(
  'M12 6.5C10 5 7.5 4.5 4.5 4.5v13.5c3 0 5.5.5 7.5 2 2-1.5 4.5-2 7.5-2V4.5c-3 0-5.5.5-7.5 2z',
  'M12 6.5V20',
);
export const IconCustomers = /* @__PURE__ */ icon(
  'M4.5 20V6.5l8-2.5v16',
  'M12.5 9.5l7 2V20',
  'M3 20h18',
  'M7.5 9.5h2M7.5 13h2M7.5 16.5h2M16 14.5h.5M16 17.5h.5',
);
export const IconPeople = /* @__PURE__ */ icon(
  'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
  'M2.5 19.5c.5-3.5 3-5.5 6.5-5.5s6 2 6.5 5.5',
  'M16 5a3.3 3.3 0 0 1 0 6.3M18 14.5c2 .8 3.2 2.5 3.5 5',
);
export const IconPerson = /* @__PURE__ */ icon(
  'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z',
  'M4.5 20c.7-3.7 3.6-6 7.5-6s6.8 2.3 7.5 6',
);
export const IconWallet = /* @__PURE__ */ icon(
  'M4 7.5h14.5a1.5 1.5 0 0 1 1.5 1.5v9.5H5.5A1.5 1.5 0 0 1 4 17z',
  'M4 7.5A2 2 0 0 1 5.5 5.6L16 4v3.5',
  'M20 11.5h-4a1.7 1.7 0 0 0 0 3.5h4',
);
export const IconBudget = /* @__PURE__ */ icon(
  'M12 3.5v8.5l6.5 5.5',
  'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z',
);
export const IconTable = /* @__PURE__ */ icon(
  'M4 5h16v14H4z',
  'M4 9.7h16M4 14.3h16M9.5 9.7V19M15 9.7V19',
);
export const IconFlow = /* @__PURE__ */ icon(
  'M3.5 9h5v6h-5z',
  'M15.5 4h5v5h-5zM15.5 15h5v5h-5z',
  'M8.5 12h3.5M15.5 6.5H12v11h3.5',
);
export const IconHeat = /* @__PURE__ */ icon(
  'M4 4h16v16H4z',
  'M4 9.3h16M4 14.7h16M9.3 4v16M14.7 4v16',
);
export const IconShield = /* @__PURE__ */ icon(
  'M12 3.5l7.5 2.5v5.5c0 4.5-3 7.5-7.5 9-4.5-1.5-7.5-4.5-7.5-9V6z',
  'M8.8 12l2.3 2.3 4.3-4.5',
);
export const IconAudit = /* @__PURE__ */ icon(
  'M6 5h12v15.5H6z',
  'M9.5 3.5h5V7h-5z',
  'M9 13l2.2 2.2L15.5 11',
);
export const IconChain = /* @__PURE__ */ icon(
  'M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3',
  'M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7L12 17.7',
);
export const IconChart = /* @__PURE__ */ icon(
  'M4 20h16',
  'M6.5 16.5v-5M11 16.5V6.5M15.5 16.5v-8M20 16.5V4.5',
);
export const IconReport = /* @__PURE__ */ icon(
  'M5 4h14v16.5H5z',
  'M8.5 16.5v-3M12 16.5V9.5M15.5 16.5v-5',
);
export const IconKey = /* @__PURE__ */ icon(
  'M8 15.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8z',
  'M12 11.5h8.5v3.5M17 11.5v2.5',
);
export const IconMegaphone = /* @__PURE__ */ icon(
  'M4 10v4h3.5l9 4.5V5.5l-9 4.5z',
  'M7.5 14l1.5 5h2.5l-1.2-4M19.5 9.5a3.5 3.5 0 0 1 0 5',
);
export const IconFolder = /* @__PURE__ */ icon('M3.5 6h6.5l2 2.5h8.5v10.5h-17z');
export const IconSearch = /* @__PURE__ */ icon(
  'M11 17.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z',
  'M20 20l-4.3-4.3',
);
export const IconFilter = /* @__PURE__ */ icon('M4 6.5h16M7 12h10M10 17.5h4');
export const IconBell = /* @__PURE__ */ icon(
  'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z',
  'M10 20.5h4',
);
export const IconSun = /* @__PURE__ */ icon(
  'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z',
  'M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1',
);
export const IconMoon = /* @__PURE__ */ icon('M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z');
export const IconScreen = /* @__PURE__ */ icon('M3.5 5h17v11.5h-17z', 'M9 20h6M12 16.5V20');
export const IconGlobe = /* @__PURE__ */ icon(
  'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z',
  'M3.5 12h17M12 3.5c5 5.5 5 11.5 0 17-5-5.5-5-11.5 0-17z',
);
export const IconSignOut = /* @__PURE__ */ icon('M10.5 4H4.5v16h6', 'M9.5 12h11M16.5 8l4 4-4 4');
export const IconMenu = /* @__PURE__ */ icon('M4 7h16M4 12h16M4 17h16');
export const IconMore = /* @__PURE__ */ icon('M5.5 12h.01M12 12h.01M18.5 12h.01');
export const IconUp = /* @__PURE__ */ icon('M6 15l6-6 6 6');
export const IconDown = /* @__PURE__ */ icon('M6 9l6 6 6-6');
export const IconLeft = /* @__PURE__ */ icon('M15 6l-6 6 6 6');
export const IconArrow = /* @__PURE__ */ icon('M4.5 12h15M14 6.5l5.5 5.5-5.5 5.5');
export const IconReturn = /* @__PURE__ */ icon(
  'M9 6l-4.5 4.5L9 15',
  'M4.5 10.5H15a4.5 4.5 0 0 1 0 9h-3',
);
export const IconUndo = /* @__PURE__ */ icon('M8 5L4 9l4 4', 'M4 9h10a5.5 5.5 0 0 1 0 11H9');
export const IconClock = /* @__PURE__ */ icon(
  'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z',
  'M12 7v5l3.5 2',
);
export const IconUpload = /* @__PURE__ */ icon(
  'M12 15.5V4.5M7.5 9L12 4.5 16.5 9',
  'M4.5 15v4.5h15V15',
);
export const IconDownload = /* @__PURE__ */ icon(
  'M12 4.5v11M7.5 11l4.5 4.5 4.5-4.5',
  'M4.5 15v4.5h15V15',
);
export const IconClip = /* @__PURE__ */ icon(
  'M19.5 11.5l-7.8 7.8a4.8 4.8 0 0 1-6.8-6.8l8-8a3.2 3.2 0 0 1 4.5 4.5l-7.8 7.8a1.6 1.6 0 0 1-2.3-2.3l7-7',
);
export const IconPrint = /* @__PURE__ */ icon(
  'M7 8.5V4h10v4.5',
  'M7 16.5H4v-8h16v8h-3',
  'M7 13.5h10V20H7z',
);
export const IconEdit = /* @__PURE__ */ icon(
  'M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5z',
  'M13.5 7l3.5 3.5',
);
export const IconSend = /* @__PURE__ */ icon('M20.5 3.5L10 14M20.5 3.5l-6.5 17-4-6.5-6.5-4z');
export const IconKeyboard = /* @__PURE__ */ icon(
  'M3 6.5h18v11H3z',
  'M6.5 10h.01M10 10h.01M13.5 10h.01M17.5 10h.01M7.5 14h9',
);
export const IconTransfer = /* @__PURE__ */ icon(
  'M4 8.5h15M15.5 5L19 8.5 15.5 12',
  'M20 15.5H5M8.5 12L5 15.5 8.5 19',
);
export const IconAddPerson = /* @__PURE__ */ icon(
  'M10 11.5a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4z',
  'M3 20c.6-3.6 3.3-5.8 7-5.8 1.3 0 2.5.3 3.5.8',
  'M18 14v6M15 17h6',
);
export const IconGift = /* @__PURE__ */ icon(
  'M4 9h16v3.5H4zM5.5 12.5h13V20h-13z',
  'M12 9v11',
  'M12 9C9 9 7 8 7 6.2 7 4.5 9.5 3.5 12 9c2.5-5.5 5-4.5 5-2.8C17 8 15 9 12 9z',
);
export const IconSpark = /* @__PURE__ */ icon(
  'M12 3.5l1.8 6.7 6.7 1.8-6.7 1.8L12 20.5l-1.8-6.7L3.5 12l6.7-1.8z',
);
export const IconExternal = /* @__PURE__ */ icon(
  'M13.5 4.5h6v6M19.5 4.5L11 13',
  'M17.5 13.5v6h-13v-13h6',
);
export const IconGear = /* @__PURE__ */ icon(
  'M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z',
  'M10.3 3.5h3.4l.5 2.4 1.7 1 2.3-.8 1.7 3-1.8 1.6v2.6l1.8 1.6-1.7 3-2.3-.8-1.7 1-.5 2.4h-3.4l-.5-2.4-1.7-1-2.3.8-1.7-3 1.8-1.6v-2.6L4.1 9.1l1.7-3 2.3.8 1.7-1z',
);
