package adjoint.inspect;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The text of the user's lines, where the source lies below the working directory and only one file has its name. */
final class Sources {
    private static final Logger LOG = LoggerFactory.getLogger(Sources.class);
    private static final int MOST_VISITED = 20_000;
    private static final Set<String> PASSED_OVER = Set.of("target", "build", "out", "node_modules");

    private Map<String, List<Path>> files;
    private final Map<String, List<String>> texts = new HashMap<>();

    /** The text of a place such as {@code Model.java:12}, or null. */
    String text(String place) {
        int colon = place.lastIndexOf(':');
        List<String> lines = texts.computeIfAbsent(place.substring(0, Math.max(0, colon)), this::read);
        int number = Integer.parseInt(place.substring(colon + 1));
        return number < 1 || number > lines.size()
                ? null
                : lines.get(number - 1).strip();
    }

    private List<String> read(String name) {
        if (files == null) {
            files = found(Path.of(""));
        }
        List<Path> candidates = files.getOrDefault(name, List.of());
        try {
            return candidates.size() == 1 ? Files.readAllLines(candidates.get(0)) : List.of();
        } catch (IOException e) {
            LOG.info("the page shows no source text of {}, which cannot be read: {}", name, e.toString());
            return List.of();
        }
    }

    private static Map<String, List<Path>> found(Path directory) {
        Map<String, List<Path>> found = new HashMap<>();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                private int visited;

                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    String name = path.getFileName().toString();
                    boolean passed = PASSED_OVER.contains(name) || name.startsWith(".");
                    return passed ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                    String name = path.getFileName().toString();
                    if (name.endsWith(".java")) {
                        found.computeIfAbsent(name, n -> new ArrayList<>()).add(path);
                    }
                    return ++visited < MOST_VISITED ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path path, IOException e) {
                    LOG.debug("{} is passed over: {}", path, e.toString());
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.info("the page shows no source text, for the sources cannot be listed: {}", e.toString());
        }
        return found;
    }
}
