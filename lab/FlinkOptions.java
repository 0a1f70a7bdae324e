import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Prints every ConfigOption that is a static field of a class in these jars, one a line, tab-separated: key, type,
 * default, its deprecated keys, other keys that it falls back to (both comma-separated), and whether the field itself
 * is marked as deprecated.
 *
 * <p>java FlinkOptions.java JAR...
 */
public class FlinkOptions {
    private static final String OPTION = "org/apache/flink/configuration/ConfigOption";

    public static void main(String[] jars) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String jar : jars) {
            urls.add(Path.of(jar).toUri().toURL());
        }
        ClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]));
        Class<?> option = loader.loadClass(OPTION.replace('/', '.'));
        TreeSet<String> lines = new TreeSet<>();
        for (String jar : jars) {
            for (String name : mentioning(jar)) {
                lines.addAll(options(loader, option, name));
            }
        }
        lines.forEach(System.out::println);
    }

    /** Classes whose file names the type: all others need not be loaded. */
    private static List<String> mentioning(String jar) throws Exception {
        List<String> found = new ArrayList<>();
        try (JarFile file = new JarFile(jar)) {
            Enumeration<JarEntry> entries = file.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                if (!entry.getName().startsWith("org/apache/flink/") || !entry.getName().endsWith(".class")) {
                    continue;
                }
                try (InputStream stream = file.getInputStream(entry)) {
                    if (new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1).contains(OPTION)) {
                        found.add(entry.getName().replace(".class", "").replace('/', '.'));
                    }
                }
            }
        }
        return found;
    }

    private static List<String> options(ClassLoader loader, Class<?> option, String name) {
        List<String> lines = new ArrayList<>();
        try {
            for (Field field : Class.forName(name, false, loader).getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == option) {
                    field.setAccessible(true);
                    lines.add(line(field.get(null), field.isAnnotationPresent(Deprecated.class)));
                }
            }
        } catch (ReflectiveOperationException | LinkageError error) {
            // A class whose dependencies the distribution does not carry cannot be configured in it either.
            System.err.println(name + ": " + error);
        }
        return lines;
    }

    private static String line(Object option, boolean deprecated) throws ReflectiveOperationException {
        List<String> former = new ArrayList<>();
        List<String> fallbacks = new ArrayList<>();
        for (Object each : (Iterable<?>) call(option, "fallbackKeys")) {
            ((boolean) call(each, "isDeprecated") ? former : fallbacks).add((String) call(each, "getKey"));
        }
        Method type = option.getClass().getDeclaredMethod("getClazz");
        type.setAccessible(true);
        String clazz = ((Class<?>) type.invoke(option)).getSimpleName();
        Object value = call(option, "defaultValue");
        String text = value == null ? "" : value.toString().replace('\t', ' ').replace('\n', ' ');
        return String.join(
                "\t",
                (String) call(option, "key"),
                clazz,
                text,
                String.join(",", former),
                String.join(",", fallbacks),
                "" + deprecated);
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        return target.getClass().getMethod(method).invoke(target);
    }
}
