package dev.natsbroker.bench.spring;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A JVM like this one that runs a class and tells its result on a line of its standard output. */
final class ChildJvm {
    private static final String TOLD = "result: ";

    private ChildJvm() {}

    /** Runs the class; options of the JVM are to be added to the command after its first element. */
    static ProcessBuilder of(String classPath, Class<?> main, String... args) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath, main.getName());
        builder.command().addAll(List.of(args));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /** What a process tells with {@link #tell}; it may write its log before that. */
    static String told(Process process) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(TOLD)) {
                return line.substring(TOLD.length());
            }
        }
        throw new IOException("A process has ended without a result; its errors are above");
    }

    /** Tells the process that started this one. */
    static void tell(Object result) {
        System.out.println(TOLD + result);
    }
}
