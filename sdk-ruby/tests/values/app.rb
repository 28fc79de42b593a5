# Every export passes its arguments to the import of the same name and returns what comes back. Each value is
# lifted and lowered twice; errors are raised on.
IMPORTED = Imports::Api
EXPORTED = Exports::Api

IMPORTED.singleton_methods(false).each do |name|
  EXPORTED.define_singleton_method(name) do |*arguments|
    # Not while files load: compiling them with a collection at every allocation takes minutes.
    GC.stress = true if ENV["STRESS"]
    IMPORTED.public_send(name, *arguments)
  end
end
