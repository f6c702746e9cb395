package adjoint.benchmarks.peers;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Supplier;
import org.nd4j.linalg.factory.Nd4j;

/** The libraries to compare with. */
enum Library {
    PYTORCH("PyTorch", () -> Engine.getEngine("PyTorch").getVersion(), PyTorch::new),
    TENSORFLOW("TensorFlow", org.tensorflow.TensorFlow::version, TensorFlow::of),
    ND4J("ND4J SameDiff", Library::nd4jVersion, Nd4jSameDiff::new);

    final String title;
    private final Supplier<String> version;
    private final Function<Task, Peer> builder;

    Library(String title, Supplier<String> version, Function<Task, Peer> builder) {
        this.title = title;
        this.version = version;
        this.builder = builder;
    }

    /** Loads the library's native part, and says which version it is. */
    String load() {
        return version.get();
    }

    Peer build(Task task) {
        return builder.apply(task);
    }

    /** What a process needs to be told before it starts. */
    Map<String, String> environment(int threads) {
        Map<String, String> environment = new HashMap<>();
        environment.put("OMP_NUM_THREADS", String.valueOf(threads));
        environment.put("TF_CPP_MIN_LOG_LEVEL", "2");
        // PyTorch's natives are on the class path: nothing is to be fetched or reported.
        environment.put("DJL_OFFLINE", "true");
        environment.put("OPT_OUT_TRACKING", "true");
        if (this == ND4J) {
            // It has threads of OpenMP and of OpenBLAS, which stop each other if they spin.
            environment.put("OMP_WAIT_POLICY", "PASSIVE");
        }
        return environment;
    }

    private static String nd4jVersion() {
        Nd4j.zeros(org.nd4j.linalg.api.buffer.DataType.DOUBLE, 1);
        try (InputStream in = Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-native/pom.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
