// Sets theme and language before the first paint. A file of its own because the policy forbids inline scripts.
(() => {
  var root = document.documentElement;
  var theme = null;
  var language = null;
  try {
    theme = localStorage.getItem('mingli.theme');
    language = localStorage.getItem('mingli.language');
  } catch {
    // A browser that refuses storage gets the presets.
  }
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  if (language === 'en' || language === 'zh-CN') root.lang = language;
})();
