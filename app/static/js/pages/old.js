/** Browsers that know scripts but no modules run this alone: it takes them to the page that needs none. */

location.replace(location.pathname + "/plain" + location.search);
