# `cmake --install` and the .deb: the program, its man page, its completions (printed by the program
# itself, so that they know its options), the documents.
include(GNUInstallDirs)

if(TARGET chimera)
    set(completions ${CMAKE_BINARY_DIR}/completions)
    add_custom_command(
        OUTPUT ${completions}/chimera.bash ${completions}/_chimera
        COMMAND ${CMAKE_COMMAND} -E make_directory ${completions}
        COMMAND $<TARGET_FILE:chimera> completion bash > ${completions}/chimera.bash
        COMMAND $<TARGET_FILE:chimera> completion zsh > ${completions}/_chimera
        DEPENDS chimera VERBATIM)
    add_custom_target(completions ALL DEPENDS ${completions}/chimera.bash ${completions}/_chimera)
    install(FILES ${completions}/chimera.bash
            DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME chimera)
    install(FILES ${completions}/_chimera
            DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
endif()

# llama.cpp travels with the program: no package of Debian has it.
if(llama_FOUND AND TARGET chimera)
    file(GLOB llama_libraries ${LLAMA_LIB_DIR}/libllama.so* ${LLAMA_LIB_DIR}/libggml*.so*)
    install(FILES ${llama_libraries} DESTINATION lib/chimera)
    set_target_properties(chimera PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/chimera")
    set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${LLAMA_LIB_DIR})
endif()

install(FILES docs/man/chimera.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES README.md CHANGELOG.md LICENSE docs/metrics.md docs/terminology.md docs/evidence.md
              docs/evidence.schema.json docs/formats.md docs/result.schema.json docs/results.md docs/statistics.md docs/stream.schema.json
        DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME chimera)
set(CPACK_PACKAGE_VENDOR "The chimera authors")
set(CPACK_PACKAGE_CONTACT "The chimera authors <chimera@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
# The libraries that the program is linked with, as dpkg-shlibdeps finds them.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
include(CPack)
