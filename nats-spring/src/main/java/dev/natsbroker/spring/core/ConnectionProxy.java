package dev.natsbroker.spring.core;

import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Connection} that can be injected before there is a connection: each call goes to that of its factory, and waits for
 * it if need be. Only its status can be asked, and only closing be done, without waiting. Thread-safe.
 */
public final class ConnectionProxy implements InvocationHandler {
    private final NatsConnectionFactory factory;

    private ConnectionProxy(NatsConnectionFactory factory) {
        this.factory = factory;
    }

    /** The proxy. Closing it closes the factory's connection under everybody who uses it; the factory may make another. */
    public static Connection of(NatsConnectionFactory factory) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, new ConnectionProxy(factory));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return invokeOfObject(proxy, method.getName(), arguments);
        }
        if (factory.getConnectionIfPresent() == null) {
            if (method.getName().equals("getStatus")) {
                return Status.DISCONNECTED;
            }
            if (method.getName().equals("close")) {
                return null;
            }
        }
        try {
            return method.invoke(factory.getConnection(), arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private Object invokeOfObject(Object proxy, String method, Object @Nullable [] arguments) {
        if (method.equals("equals")) {
            return arguments != null && proxy == arguments[0];
        }
        if (method.equals("hashCode")) {
            return System.identityHashCode(proxy);
        }
        return "NATS connection '" + factory.getName() + "'";
    }
}
