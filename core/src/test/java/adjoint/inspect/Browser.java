package adjoint.inspect;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium, driven by its DevTools protocol over the JDK's own web socket. */
final class Browser implements AutoCloseable {
    static final String MISSING =
            "no Chromium on the PATH, so the page is not driven in a browser; on Debian: apt-get install chromium";

    private static final Map<String, Integer> KEYS = Map.ofEntries(
            Map.entry("ArrowLeft", 37),
            Map.entry("ArrowUp", 38),
            Map.entry("ArrowRight", 39),
            Map.entry("ArrowDown", 40),
            Map.entry("Enter", 13),
            Map.entry("Tab", 9),
            Map.entry("Home", 36),
            Map.entry("End", 35));

    private final Path profile;
    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private int calls;

    /** The browser's program, where there is one. */
    static Optional<Path> program() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Browser(Path program) throws IOException, InterruptedException {
        profile = Files.createTempDirectory("browser");
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--window-size=1440,900",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        HttpClient client = HttpClient.newHttpClient();
        URI list = URI.create("http://127.0.0.1:" + port() + "/json");
        String targets = client.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        String address = "";
        for (JsonElement target : JsonParser.parseString(targets).getAsJsonArray()) {
            JsonObject page = target.getAsJsonObject();
            address = page.get("type").getAsString().equals("page")
                    ? page.get("webSocketDebuggerUrl").getAsString()
                    : address;
        }
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(address), new Ear())
                .join();
        call("Page.enable", Map.of());
        call("Runtime.enable", Map.of());
        call("Network.enable", Map.of());
        call("Log.enable", Map.of());
    }

    private int port() throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains("DevTools listening on ")) {
                return URI.create(line.substring(line.indexOf("ws://"))).getPort();
            }
        }
        throw new IOException("the browser ended before it listened");
    }

    /** Puts messages together and hands them to who waits for them. */
    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void heard(JsonObject message) {
        if (message.has("id")) {
            waiting.remove(message.get("id").getAsInt()).complete(message);
            return;
        }
        JsonObject params = message.getAsJsonObject("params");
        switch (message.get("method").getAsString()) {
            case "Runtime.exceptionThrown" -> errors.add(params.toString());
            case "Runtime.consoleAPICalled" -> {
                if (params.get("type").getAsString().matches("error|warning|assert")) {
                    errors.add(params.toString());
                }
            }
            case "Log.entryAdded" -> errors.add(params.toString());
            case "Network.requestWillBeSent" ->
                requests.add(params.getAsJsonObject("request").get("url").getAsString());
            default -> {}
        }
    }

    /** Calls a method of the protocol and returns its result. */
    JsonObject call(String method, Map<String, ?> params) {
        int id = ++calls;
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        socket.sendText(new Gson().toJson(Map.of("id", id, "method", method, "params", params)), true)
                .join();
        JsonObject message = answer.orTimeout(60, TimeUnit.SECONDS).join();
        if (message.has("error")) {
            throw new AssertionError(method + ": " + message.get("error"));
        }
        return message.getAsJsonObject("result");
    }

    /** The value of an expression in the page; promises are waited for. */
    JsonElement evaluate(String expression) {
        JsonObject result =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
        }
        return result.getAsJsonObject("result").has("value")
                ? result.getAsJsonObject("result").get("value")
                : new JsonArray();
    }

    String text(String selector) {
        return evaluate("document.querySelector(" + new Gson().toJson(selector) + ").textContent")
                .getAsString();
    }

    int count(String selector) {
        return evaluate("document.querySelectorAll(" + new Gson().toJson(selector) + ").length")
                .getAsInt();
    }

    /** Opens a page and waits until its script has run. */
    void open(Path file) throws InterruptedException {
        errors.clear();
        requests.clear();
        call("Page.navigate", Map.of("url", file.toUri().toString()));
        for (int i = 0; i < 600; i++) {
            if (evaluate("document.documentElement?.dataset.ready === 'true'").getAsBoolean()) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("the page is not ready after 30 s; errors: " + errors);
    }

    /** Presses keys, one after the other, wherever the focus is. */
    void press(String... keys) {
        for (String key : keys) {
            Map<String, Object> event = Map.of(
                    "key",
                    key,
                    "windowsVirtualKeyCode",
                    KEYS.getOrDefault(key, (int) Character.toUpperCase(key.charAt(0))),
                    "text",
                    KEYS.containsKey(key) ? "" : key);
            for (String type : List.of("keyDown", "keyUp")) {
                Map<String, Object> typed = new HashMap<>(event);
                typed.put("type", type.equals("keyDown") && KEYS.containsKey(key) ? "rawKeyDown" : type);
                call("Input.dispatchKeyEvent", typed);
            }
        }
    }

    void click(String selector) {
        evaluate("document.querySelector(" + new Gson().toJson(selector) + ").click()");
    }

    void focus(String selector) {
        evaluate("document.querySelector(" + new Gson().toJson(selector) + ").focus()");
    }

    /** What the page complained of since it was opened. */
    List<String> errors() {
        return errors;
    }

    /** What the page asked for since it was opened, itself included. */
    List<String> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
        }
    }
}
