package dev.natsbroker.spring.config;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.util.function.SingletonSupplier;

/** Is made when something is converted for the first time: many listeners have no argument that is. Thread-safe. */
final class LazyConversionService implements ConversionService {
    private final SingletonSupplier<ConversionService> delegate;

    LazyConversionService(Supplier<? extends ConversionService> delegate) {
        this.delegate = SingletonSupplier.of(delegate::get);
    }

    @Override
    public boolean canConvert(@Nullable Class<?> sourceType, Class<?> targetType) {
        return delegate.obtain().canConvert(sourceType, targetType);
    }

    @Override
    public boolean canConvert(@Nullable TypeDescriptor sourceType, TypeDescriptor targetType) {
        return delegate.obtain().canConvert(sourceType, targetType);
    }

    @Override
    public <T> @Nullable T convert(@Nullable Object source, Class<T> targetType) {
        return delegate.obtain().convert(source, targetType);
    }

    @Override
    public @Nullable Object convert(
            @Nullable Object source, @Nullable TypeDescriptor sourceType, TypeDescriptor targetType) {
        return delegate.obtain().convert(source, sourceType, targetType);
    }
}
