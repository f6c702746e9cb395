package adjoint.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts a page together from its sources: the frame, the style, the script and the data in one file. The script's modules
 * become one, each after those it imports; so they share one scope, and no two have a name in common.
 */
final class PageParts {
    /** Each module imports only from those before it. */
    static final List<String> MODULES = List.of(
            "data.js",
            "dom.js",
            "fold.js",
            "layout.js",
            "drawing.js",
            "engine.js",
            "details.js",
            "graph.js",
            "story.js",
            "lesson.js",
            "player.js",
            "policies.js",
            "plan.js",
            "main.js");

    private static final Pattern MARK = Pattern.compile("\\{\\{(title|style|script|data)}}");

    private PageParts() {}

    static String page(PageData data) {
        Map<String, String> parts = Map.of(
                "title", Markup.escaped(data.title()),
                "style", read("page.css"),
                "script", script(),
                "data", data.toJson());
        return MARK.matcher(read("page.html")).replaceAll(mark -> Matcher.quoteReplacement(parts.get(mark.group(1))));
    }

    /** The modules in one, without what joins them. */
    static String script() {
        return MODULES.stream()
                .map(PageParts::read)
                .map(module -> module.replaceAll("(?ms)^import .*?;$", "").replaceAll("(?m)^export ", ""))
                .collect(Collectors.joining("\n"));
    }

    static String read(String name) {
        try (InputStream in = PageParts.class.getResourceAsStream("page/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the page's own source " + name + " cannot be read", e);
        }
    }
}
