package dev.natsbroker.app.process;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Delivers the signals of this process. The JDK's only way to them, {@code sun.misc.Signal}, is exported to everybody but no part
 * of the platform that code is compiled for; so it is called by name.
 */
public final class Signals {

    private Signals() {}

    /**
     * Calls the handler for each of these signals from now on, on a thread of its own each time. A signal that this platform
     * does not have is left out.
     */
    public static void handle(Consumer<ProcessSignal> handler, ProcessSignal... signals) {
        for (ProcessSignal signal : signals) {
            try {
                handle(signal, handler);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof IllegalArgumentException)) {
                    throw new IllegalStateException("cannot handle the signal " + signal, e);
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
            }
        }
    }

    private static void handle(ProcessSignal signal, Consumer<ProcessSignal> handler)
            throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (self, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        handler.accept(signal);
                    }
                    return null;
                });
        Object named = signalType.getConstructor(String.class).newInstance(signal.name());
        signalType.getMethod("handle", signalType, handlerType).invoke(null, named, proxy);
    }
}
